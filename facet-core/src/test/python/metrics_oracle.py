"""Expected values of MetricsOracleTest, from the definitions and scikit-learn, not from Facet.

    python3 facet-core/src/test/python/metrics_oracle.py      (NumPy, SciPy, scikit-learn 1.2)

The arrays come from a generator of whole numbers that both sides have. scikit-learn's LogisticRegression is asked for liblinear, one
against the rest, which was its default when the metrics were defined.
"""

import warnings

import numpy
import scipy.linalg
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import mutual_info_score, roc_auc_score
from sklearn.svm import LinearSVC

warnings.filterwarnings("ignore")
state = 1


def uniform():
    global state
    state = (state * 1103515245 + 12345) % 2**31
    return state / 2**31


SIZES = [3, 4, 6]
N, TRAIN = 900, 600
factors = numpy.zeros((3, N), int)
codes = numpy.zeros((4, N))
for i in range(N):
    f = [int(uniform() * size) for size in SIZES]
    factors[:, i] = f
    codes[0, i] = f[0] + 0.8 * uniform()
    codes[1, i] = f[1] - 0.5 * f[2] + 0.4 * uniform()
    codes[2, i] = (f[2] - 2.5) ** 2 + uniform()
    codes[3, i] = uniform()
train, test = codes[:, :TRAIN], codes[:, TRAIN:]
ftrain, ftest = factors[:, :TRAIN], factors[:, TRAIN:]


def show(name, value):
    print(name, numpy.array2string(numpy.asarray(value), precision=8, separator=", "))


bins = numpy.array([numpy.digitize(c, numpy.histogram(c, 20)[1][:-1]) for c in train])
info = numpy.array([[mutual_info_score(b, f) for b in bins] for f in ftrain])
gaps = [(sorted(r)[-1] - sorted(r)[-2]) / mutual_info_score(f, f) for r, f in zip(info, ftrain)]
show("MIG", numpy.mean(gaps))
show("gaps", gaps)
m = info.T
modularity = [1 - (sum(r**2) - max(r) ** 2) / (max(r) ** 2 * 2) for r in m]
show("modularity", numpy.mean(modularity))
r2 = numpy.array([[numpy.corrcoef(c, f)[0, 1] ** 2 for c in train] for f in ftrain])
show("SAP regression", numpy.mean([sorted(r)[-1] - sorted(r)[-2] for r in r2]))
acc = numpy.zeros((3, 4))
for k in range(3):
    for d in range(4):
        svm = LinearSVC(C=0.01, class_weight="balanced", dual=False, max_iter=10000)
        acc[k, d] = svm.fit(train[d][:, None], ftrain[k]).score(test[d][:, None], ftest[k])
show("SVM accuracies", acc)
show("SAP classification", numpy.mean([sorted(r)[-1] - sorted(r)[-2] for r in acc]))
mean, std = train.mean(1, keepdims=True), train.std(1, keepdims=True)
aucs = []
for k in range(3):
    lr = LogisticRegression(solver="liblinear", multi_class="ovr").fit(((train - mean) / std).T, ftrain[k])
    scores = lr.decision_function(((test - mean) / std).T)
    aucs.append(numpy.mean([roc_auc_score(ftest[k] == c, scores[:, c]) for c in range(SIZES[k])]))
show("explicitness", aucs)
importances = numpy.zeros((4, 3))
accuracy = []
for k in range(3):
    model = GradientBoostingClassifier(random_state=0).fit(train.T, ftrain[k])
    importances[:, k] = model.feature_importances_
    accuracy.append(model.score(test.T, ftest[k]))
show("importances", importances)
show("informativeness", accuracy)
binary = GradientBoostingClassifier(random_state=0).fit(train.T, ftrain[1] > 1)
show("importances of two classes", binary.feature_importances_)
show("accuracy of two classes", binary.score(test.T, ftest[1] > 1))


def entropy(p, base):
    p = (p + 1e-11) / (p + 1e-11).sum()
    return -(p * numpy.log(p)).sum() / numpy.log(base)


rows = importances.sum(1)
show("D", sum(w * (1 - entropy(r, 3)) for w, r in zip(rows, importances)) / rows.sum())
cols = importances.sum(0)
show("C", sum(w * (1 - entropy(c, 4)) for w, c in zip(cols, importances.T)) / cols.sum())

lr = LogisticRegression(solver="liblinear", multi_class="ovr").fit(numpy.abs(train).T, ftrain[0])
show("BetaVAE", lr.score(numpy.abs(test).T, ftest[0]))
overall = train.var(1, ddof=1)
overall[3] = 0.001
votes = numpy.abs(train) / overall[:, None]
arg = votes[:3].argmin(0)
table = numpy.array([[((arg[:400] == d) & (ftrain[0][:400] == k)).sum() for k in range(3)] for d in range(3)])
show("FactorVAE", (table.argmax(1)[arg[400:]] == ftrain[0][400:]).mean())

a = numpy.array([[uniform() for _ in range(5)] for _ in range(40)], numpy.float32)
b = numpy.array([[uniform() ** 2 + 0.1 * d for d in range(5)] for _ in range(40)], numpy.float32)
a64, b64 = a.astype(float), b.astype(float)
ca, cb = numpy.cov(a64.T), numpy.cov(b64.T)
show("Frechet", ((a64.mean(0) - b64.mean(0)) ** 2).sum() + numpy.trace(ca + cb - 2 * scipy.linalg.sqrtm(ca @ cb).real))
kernel = lambda x, y: (x @ y.T / 5 + 1) ** 3


def mmd(x, y):
    n = len(x)
    return (kernel(x, x).sum() - numpy.trace(kernel(x, x)) + kernel(y, y).sum() - numpy.trace(kernel(y, y))) / (
        n * (n - 1)
    ) - 2 * kernel(x, y).mean()


show("kernel", [mmd(a64, b64), numpy.mean([mmd(a64[:20], b64[:20]), mmd(a64[20:], b64[20:])])])
dist = lambda x, y: ((x[:, None] - y[None]) ** 2).sum(2)
ra = numpy.sort(dist(a64, a64), 1)[:, 3]
rb = numpy.sort(dist(b64, b64), 1)[:, 3]
ab = dist(a64, b64)
show(
    "precision recall density coverage",
    [
        (ab <= ra[:, None]).any(0).mean(),
        (ab <= rb[None]).any(1).mean(),
        (ab <= ra[:, None]).sum() / (3 * 40),
        (ab <= ra[:, None]).any(1).mean(),
    ],
)
p = a64 / a64.sum(1, keepdims=True)
show("inception", numpy.exp((p * numpy.log(p / p.mean(0))).sum(1).mean()))

import type { Run } from "./api";
import { categoryName, isCategorical, type Values } from "./codes";

// Commands and code that make a picture of the studio elsewhere.

/** Quotes a word for a POSIX shell, which takes text in single quotes literally. */
export const quoted = (text: string): string =>
  /^[A-Za-z0-9_./=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The command that starts Facet on the machine of this server. */
export const facet = (): string =>
  document.querySelector<HTMLMetaElement>("meta[name=facet-command]")?.content ?? "facet";

/** Options with values of codes. Categories are given by index, so that renaming them does not change the command. */
const given = (run: Run, codes: Values): string =>
  run.codes
    .flatMap((code) => {
      const value = codes[code.name];
      return value === undefined ? [] : [` --code ${quoted(`${code.name}=${isCategorical(code) ? "#" : ""}${value}`)}`];
    })
    .join("");

export function shellCommand(run: Run, codes: Values, seed: number, count: number, noise: number): string {
  const checkpoint = run.shown ? ` --checkpoint ${run.shown}` : "";
  const less = noise === 1 ? "" : ` --noise ${noise}`;
  const options = `--count ${count} --seed ${seed}${given(run, codes)}${less}${checkpoint} --out picture.png`;
  return `${facet()} generate ${quoted(run.path)} ${options}`;
}

/** The command that makes a picture again and changes codes of it. Items of the data have names that are no files. */
export function editCommand(run: Run, codes: Values, name: string): string {
  const picture = /\.[A-Za-z0-9]+$/.test(name) ? name : "PICTURE";
  const options = `--out codes.csv --reconstructions edited.png${given(run, codes)}`;
  return `${facet()} encode ${quoted(run.path)} ${quoted(picture)} ${options}`;
}

export function javaCode(run: Run, codes: Values, seed: number, count: number, noise: number): string {
  let categorical = 0;
  let continuous = 0;
  const declared: string[] = [];
  const set: string[] = [];
  run.codes.forEach((code, k) => {
    const value = codes[code.name];
    const place = isCategorical(code) ? categorical++ : continuous++;
    if (value === undefined) {
      return;
    }
    const kind = isCategorical(code) ? "categorical" : "continuous";
    const type = isCategorical(code) ? "Code.Categorical" : "Code.Continuous";
    declared.push(`    ${type} code${k} = model.latent().${kind}().get(${place}); // ${code.name}`);
    const name = isCategorical(code) ? categoryName(code, run.names, value) : "";
    // Java interprets escapes in comments, too.
    const remark = name ? ` // named ${name.replaceAll("\\", "/")}` : "";
    set.push(`        latents.${isCategorical(code) ? "setCategory" : "setValue"}(code${k}, i, ${value});${remark}`);
  });
  return [
    `try (Model model = Facet.load(Path.of(${JSON.stringify(run.path)})${run.shown ? `, "${run.shown}"` : ""})) {`,
    ...declared,
    `    LatentBatch latents = model.draw(${seed}L, 0, ${count});`,
    ...(noise === 1 ? [] : [`    latents.scaleNoise(${noise});`]),
    ...(set.length ? [`    for (int i = 0; i < ${count}; i++) {`, ...set, "    }"] : []),
    "    Items items = model.generate(latents);",
    "}",
  ].join("\n");
}

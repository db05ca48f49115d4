import { categoryName, controls, fullCategoryLabel, fullLabel, isCategorical, label } from "../src/codes";
import { Choose, Drop } from "../src/drop";
import { type Reading, Readings, useReadings } from "../src/reading";
import { address } from "./canvas";
import { description, generate, latent, recognise, row, shape } from "./model";
import { read as readPicture } from "./picture";

/** Reads the codes of pictures in this page, without a server. */
export function Recognise() {
  const { read, busy, ask } = useReadings();
  const take = (files: File[]) => {
    if (files.length) {
      void ask(
        files.map((file) => file.name),
        (k) => about(files[k] as File),
      );
    }
  };
  return (
    <section aria-labelledby="recognise">
      <h2 id="recognise">Recognise</h2>
      <Drop take={(what) => take(Array.from(what.files))}>
        <p>
          Drop pictures here, or choose some, to read their codes. They are cropped to the middle square and converted
          to {shape.width}×{shape.height} {shape.channels === 1 ? "grey" : "RGB"}. They do not leave this page.
        </p>
        <Choose take={take} />
      </Drop>
      <Readings read={read} busy={busy} labels={latent.codes.map((code) => label(code, description.names))} />
    </section>
  );
}

const average = (values: Float32Array | undefined): number =>
  values ? values.reduce((sum, value) => sum + value, 0) / values.length : 0;

async function about(file: File): Promise<Reading> {
  const picture = await readPicture(file, shape, description.pictures);
  const said = await recognise(picture);
  const codes = latent.codes.map((code) => {
    const named = { code: code.name, label: fullLabel(code.name, description.names) };
    if (!isCategorical(code)) {
      return { ...named, mean: average(said[`${code.name}.mean`]), sigma: average(said[`${code.name}.sigma`]) };
    }
    const probabilities = Array.from(said[`${code.name}.probabilities`] ?? []);
    const probability = Math.max(...probabilities);
    const category = probabilities.indexOf(probability);
    const name = categoryName(code, description.names, category) || undefined;
    return {
      ...named,
      category,
      name,
      category_label: fullCategoryLabel(code, description.names, category),
      probability,
      probabilities,
    };
  });
  const values = Object.fromEntries(
    controls(latent.codes).map(({ name }) => {
      const code = codes.find((one) => one.code === name);
      return [name, (code && "category" in code ? code.category : code?.mean) ?? 0];
    }),
  );
  // Generated from the codes that were read; the noise is arbitrary.
  const made = await generate([row(0n, 0, values)]);
  const [value, percentile, unlike] = ["distance", "percentile", "unlike"].map((name) => said[name]?.[0]);
  const reading = { seen: address(picture, 0), reconstruction: address(made, 0), codes };
  return value === undefined || percentile === undefined
    ? { ...reading, calibrated: false }
    : { ...reading, calibrated: true, distance: { value, percentile, unlike: unlike === 1 } };
}

// A row of buttons that show the items of a picture in which they are edge to edge.

interface Props {
  address: string;
  count: number;
  /** Descriptions of the items, for screen readers. */
  labels: string[];
  chosen: number;
  choose: (place: number) => void;
}

/** Styles that make a button show item `k` of `count`. */
export const slice = (address: string, k: number, count: number) => ({
  backgroundImage: address ? `url("${address}")` : "none",
  backgroundSize: `${count * 100}% 100%`,
  backgroundPosition: count === 1 ? "0 0" : `${(k / (count - 1)) * 100}% 0`,
});

export function Strip({ address, count, labels, chosen, choose }: Props) {
  return (
    <div class="strip" role="group">
      {Array.from({ length: count }, (_, k) => (
        <button
          key={k}
          type="button"
          class="thumb"
          aria-label={labels[k]}
          aria-pressed={k === chosen}
          title={labels[k]}
          onClick={() => choose(k)}
          style={slice(address, k, count)}
        />
      ))}
    </div>
  );
}

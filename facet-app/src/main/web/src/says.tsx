import { useState } from "preact/hooks";
import { categoryName, type Code, isCategorical, type Names, order, shown } from "./codes";
import { Failure } from "./failure";

/** One thing that a code was found to do. */
export interface Trait {
  name: string;
  kind: "property" | "factor" | "class";
  /** What items become as the code grows; may be empty. */
  grows: string;
  strength: number;
}

/** What a code was found to do, with a proposed name. */
export interface Said {
  code: string;
  proposal?: Trait;
  also: Trait[];
  categories: (Trait & { category: number })[];
}

export interface Meanings {
  real: number;
  notices: string[];
  codes: Said[];
}

interface Props {
  code: Code;
  names: Names;
  said: Said;
  /** Names codes and categories; left out where names cannot change. */
  accept?: (names: unknown) => Promise<void>;
}

/** The proposed name of a code with its strength, and a button that accepts it. */
export function Says({ code, names, said, accept }: Props) {
  return isCategorical(code) ? (
    <SaysOfCategories code={code} names={names} said={said} accept={accept} />
  ) : (
    <SaysOfNumber code={code} names={names} said={said} accept={accept} />
  );
}

function SaysOfNumber({ code, names, said, accept }: Props) {
  const proposal = said.proposal;
  if (!proposal) {
    return <p class="says quiet">says nothing measurable</p>;
  }
  const also = said.also.slice(0, 3).map((trait) => `${trait.name} ${shown(trait.strength)}`);
  const more = [proposal.grows && `${proposal.grows} as it grows`, also.length > 0 && `also moves ${also.join(", ")}`];
  return (
    <p class="says">
      <span>
        says <b>{proposal.name}</b> {shown(proposal.strength)}
      </span>
      <Accept
        open={accept && names[code.name]?.name !== proposal.name ? accept : undefined}
        label={`Accept: name ${code.name} ${proposal.name}`}
        text="Accept"
        names={{ [code.name]: { name: proposal.name } }}
      />
      <span class="quiet">{more.filter(Boolean).join("; ")}</span>
    </p>
  );
}

function SaysOfCategories({ code, names, said, accept }: Props) {
  const found = new Map(said.categories.map((each) => [each.category, each]));
  if (!isCategorical(code) || found.size === 0) {
    return <p class="says quiet">says nothing measurable</p>;
  }
  const shownOnes = order(code, names).flatMap((category) => found.get(category) ?? []);
  const fresh = shownOnes.filter((each) => !categoryName(code, names, each.category));
  const accepts = fresh.length === shownOnes.length ? "Accept" : `Accept ${fresh.length} more`;
  return (
    <p class="says">
      <span>
        says{" "}
        {shownOnes.map((each, k) => (
          <span key={each.category}>
            {k > 0 && ", "}#{each.category} <b>{each.name}</b> {shown(each.strength)}
          </span>
        ))}
      </span>
      <Accept
        open={fresh.length > 0 ? accept : undefined}
        label={`${accepts}: name ${fresh.length} categories of ${code.name}`}
        text={accepts}
        names={{
          [code.name]: { categories: Object.fromEntries(fresh.map((each) => [String(each.category), each.name])) },
        }}
      />
    </p>
  );
}

/** A button that names what `names` has; without `open` there is none. */
function Accept(props: { open: Props["accept"]; label: string; text: string; names: unknown }) {
  const [failure, setFailure] = useState("");
  const { open } = props;
  if (!open) {
    return null;
  }
  return (
    <>
      <button
        type="button"
        aria-label={props.label}
        onClick={async () => {
          try {
            await open(props.names);
            setFailure("");
          } catch (problem) {
            setFailure((problem as Error).message);
          }
        }}
      >
        {props.text}
      </button>
      <Failure text={failure} />
    </>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";

interface Props {
  text: string;
  name: string;
  /** What the name is of, for labels. */
  what: string;
  save: (name: string) => Promise<void>;
  /** The most characters. */
  longest?: number;
}

/** A name that becomes a text field on click; without a name, `text` is shown. Enter saves, Escape cancels. */
export function Editable({ text, name, what, save, longest = 80 }: Props) {
  const [typed, setTyped] = useState<string>();
  const [failure, setFailure] = useState("");
  // Whether the field is being removed: it then loses the focus, which must not save.
  const over = useRef(false);
  useEffect(() => setTyped(undefined), [name]);
  if (typed === undefined) {
    const begin = () => {
      over.current = false;
      setTyped(name);
    };
    return (
      <button
        type="button"
        class="editable"
        title={`change the ${what}`}
        aria-label={`${text}, change the ${what}`}
        onClick={begin}
      >
        {text}
      </button>
    );
  }
  const close = () => {
    over.current = true;
    setFailure("");
    setTyped(undefined);
  };
  const keep = async () => {
    if (over.current) {
      return;
    }
    over.current = true;
    try {
      if (typed.trim() !== name) {
        await save(typed.trim());
      }
      close();
    } catch (problem) {
      over.current = false;
      setFailure((problem as Error).message);
    }
  };
  return (
    <>
      <input
        class="name"
        aria-label={what}
        value={typed}
        placeholder={text}
        maxLength={longest}
        ref={(field) => field?.focus()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            void keep();
          } else if (event.key === "Escape") {
            close();
          }
        }}
      />
      {failure && <span class="failure">{failure}</span>}
    </>
  );
}

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** An area that takes what is dropped on it. */
export function Drop({ take, children }: { take: (what: DataTransfer) => void; children: ComponentChildren }) {
  const [over, setOver] = useState(false);
  return (
    <section
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) {
          take(event.dataTransfer);
        }
      }}
    >
      {children}
    </section>
  );
}

/** A button that opens a dialog for choosing pictures. */
export function Choose({ take }: { take: (files: File[]) => void }) {
  return (
    <label class="button">
      Choose pictures
      <input
        type="file"
        accept="image/*"
        multiple
        class="hidden"
        onChange={(event) => {
          take(Array.from(event.currentTarget.files ?? []));
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

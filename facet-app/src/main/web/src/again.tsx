import { useState } from "preact/hooks";
import type { Run } from "./api";
import { held, type Setting } from "./setting";
import { editCommand, javaCode, shellCommand } from "./snippet";

/** A command and Java code that make the picture of `count` samples without the studio. */
export function Again({ run, setting, count }: { run: Run; setting: Setting; count: number }) {
  const values = held(setting);
  if (setting.edited) {
    return (
      <details class="again">
        <summary>Make this picture again</summary>
        <h3>Command</h3>
        <Copyable text={editCommand(run, values, setting.edited.name)} />
      </details>
    );
  }
  return (
    <details class="again">
      <summary>Make this picture again</summary>
      <h3>Command</h3>
      <Copyable text={shellCommand(run, values, setting.seed, count, setting.noise ?? 1)} />
      <h3>Java</h3>
      <Copyable text={javaCode(run, values, setting.seed, count, setting.noise ?? 1)} />
    </details>
  );
}

/** Text with a button that copies it. */
export function Copyable({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div class="copyable">
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          setCopied(true);
          setTimeout(() => setCopied(false), 1500);
        }}
      >
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}

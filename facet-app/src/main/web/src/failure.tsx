/**
 * An error message, if there is one. Not `{text && …}`: an empty text makes a text node, and changing one in a fieldset
 * ends the drag of a slider there.
 */
export function Failure({ text }: { text: string | undefined }) {
  return text ? (
    <p class="failure" role="alert">
      {text}
    </p>
  ) : null;
}

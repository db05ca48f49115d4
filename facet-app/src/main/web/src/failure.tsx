/** What went wrong, if anything did. (Not `{text && …}`: an empty text is a node, and one that changes in a fieldset ends the drag of a slider there.) */
export function Failure({ text }: { text: string | undefined }) {
  return text ? (
    <p class="failure" role="alert">
      {text}
    </p>
  ) : null;
}

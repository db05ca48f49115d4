import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { Drop } from "./drop";
import { Failure } from "./failure";
import { Wait } from "./wait";
import { chosen, type Dropped, dropped, send, size } from "./upload";

interface Props {
  choices: api.Choices;
  /** Tells that data was chosen. */
  choose: (data: api.Place) => void;
  /** Asks the server again what may be chosen. */
  refresh: () => Promise<void>;
}

/** Chooses data: by dropping it, in the folder of the server, among earlier uploads, or a set with a name. */
export function Choose({ choices, choose, refresh }: Props) {
  return (
    <div class="ways">
      <Upload choices={choices} choose={choose} refresh={refresh} />
      {choices.root !== null && <Browse root={choices.root} choose={choose} />}
      <div>
        <h3>Or a set that Facet knows</h3>
        <div class="bar">
          {choices.sets.map((set) => (
            <button key={set.name} type="button" title={set.what} onClick={() => choose({ set: set.name })}>
              {set.name}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

function Upload({ choices, choose, refresh }: Props) {
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState("");
  const cancelled = useRef(false);

  const take = async (what: () => Promise<Dropped>) => {
    cancelled.current = false;
    setFailure("");
    setShare(0);
    try {
      const id = await send(
        await what(),
        choices.upload_room,
        (done, all) => setShare(all === 0 ? 1 : done / all),
        () => cancelled.current,
      );
      choose({ upload: id });
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    setShare(undefined);
    await refresh();
  };
  const remove = async (id: string) => {
    try {
      await api.removeUpload(id);
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    await refresh();
  };

  return (
    <Drop take={(what) => void take(() => dropped(what))}>
      <p>Drop a folder of pictures, an archive, or a file of arrays or time series here.</p>
      {share === undefined ? (
        <div class="bar">
          <Pick label="Choose a folder" folder take={(list) => take(async () => chosen(list))} />
          <Pick label="Choose files" take={(list) => take(async () => chosen(list))} />
        </div>
      ) : (
        <div class="bar">
          <progress value={share} aria-label="upload" />
          <span>{Math.floor(100 * share)} %</span>
          <button
            type="button"
            onClick={() => {
              cancelled.current = true;
            }}
          >
            Cancel
          </button>
        </div>
      )}
      <Failure text={failure} />
      {choices.uploads.length > 0 && (
        <details>
          <summary>Earlier uploads</summary>
          <ul class="rows">
            {choices.uploads.map((upload) => (
              <li key={upload.id}>
                <span>
                  {upload.name}, {upload.files.toLocaleString("en")} {upload.files === 1 ? "file" : "files"},{" "}
                  {size(upload.bytes)}
                </span>
                <button type="button" aria-label={`use ${upload.name}`} onClick={() => choose({ upload: upload.id })}>
                  Use
                </button>
                <button type="button" aria-label={`remove ${upload.name}`} onClick={() => remove(upload.id)}>
                  Remove
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Drop>
  );
}

function Pick({ label, folder, take }: { label: string; folder?: boolean; take: (list: FileList | null) => void }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (folder && field.current) {
      field.current.webkitdirectory = true;
    }
  }, [folder]);
  return (
    <label class="button">
      {label}
      <input
        ref={field}
        type="file"
        multiple
        class="hidden"
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}

/** The folder of the server, below which data may be chosen. */
function Browse({ root, choose }: { root: string; choose: (data: api.Place) => void }) {
  const [listing, setListing] = useState<api.Listing>();
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState("");
  const look = async (path: string, typing = false) => {
    setFailure("");
    try {
      const found = await api.files(path);
      setListing(found);
      if (!typing) {
        setTyped(found.path);
      }
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  useEffect(() => void look("", true), []);
  const here = listing?.path ?? "";
  const below = (name: string): string => (here ? `${here}/${name}` : name);
  return (
    <div class="browse">
      <h3>Or choose below {root}</h3>
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          choose({ path: typed });
        }}
      >
        <input
          aria-label="path of a folder or file"
          class="path"
          value={typed}
          placeholder="a folder or file"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit">Use this</button>
      </form>
      {listing ? (
        <Failure text={failure} />
      ) : (
        <Wait
          what="Looking into the folder"
          failure={failure}
          again={() => void look("", true)}
          class="entries-to-be"
        />
      )}
      {listing && (
        <ul class="rows entries" tabIndex={0} aria-label={`in ${here || root}`}>
          {here && (
            <li>
              <button type="button" class="plain" onClick={() => look(here.split("/").slice(0, -1).join("/"))}>
                ↑ the folder above
              </button>
            </li>
          )}
          {listing.entries.map((entry) => (
            <li key={entry.name}>
              <button
                type="button"
                class="plain"
                onClick={() => (entry.kind === "folder" ? look(below(entry.name)) : setTyped(below(entry.name)))}
              >
                {entry.kind === "folder" ? `${entry.name}/` : entry.name}
              </button>
              {entry.bytes !== undefined && <span class="quiet">{size(entry.bytes)}</span>}
            </li>
          ))}
          {listing.more > 0 && <li class="quiet">and {listing.more.toLocaleString("en")} more</li>}
        </ul>
      )}
    </div>
  );
}

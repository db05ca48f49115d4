// Files that people drop or choose, and sending them to the server.

import * as api from "./api";

const AT_ONCE = 4;
const MOST_FILES = 200_000;

/** A file with its path in what was dropped. */
export interface Given {
  path: string;
  file: File;
}

/** What was dropped: a name for all of it, and its files. */
export interface Dropped {
  name: string;
  files: Given[];
}

const hidden = (path: string): boolean => path.split("/").some((part) => part.startsWith("."));

const one = (entry: FileSystemFileEntry): Promise<File> => new Promise((done, fail) => entry.file(done, fail));

/** A reader gives some entries at a time, and none at the end. */
async function children(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) {
      return all;
    }
    all.push(...some);
  }
}

async function gather(entry: FileSystemEntry, path: string, into: Given[]): Promise<void> {
  if (entry.name.startsWith(".")) {
    return;
  }
  if (into.length > MOST_FILES) {
    throw new Error(`more than ${MOST_FILES.toLocaleString("en")} files were dropped; put them into an archive`);
  }
  if (entry.isDirectory) {
    for (const child of await children(entry as FileSystemDirectoryEntry)) {
      await gather(child, path ? `${path}/${child.name}` : child.name, into);
    }
  } else {
    into.push({ path, file: await one(entry as FileSystemFileEntry) });
  }
}

/** Reads what was dropped, folders and all. */
export async function dropped(transfer: DataTransfer): Promise<Dropped> {
  const entries = Array.from(transfer.items).flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) {
    return chosen(transfer.files);
  }
  const [first] = entries;
  const files: Given[] = [];
  if (entries.length === 1 && first) {
    await gather(first, first.isDirectory ? "" : first.name, files);
    return { name: first.isDirectory ? first.name : stem(first.name), files };
  }
  for (const entry of entries) {
    await gather(entry, entry.name, files);
  }
  return { name: "pictures", files };
}

/** Files that were chosen in a dialog, of a folder if the browser says so. */
export function chosen(list: FileList | null): Dropped {
  const files = Array.from(list ?? []);
  const root = files[0]?.webkitRelativePath.split("/")[0] ?? "";
  const given = files.map((file) => ({
    path: root ? file.webkitRelativePath.slice(root.length + 1) : file.name,
    file,
  }));
  const name = root || (files.length === 1 && files[0] ? stem(files[0].name) : "pictures");
  return { name, files: given.filter((each) => !hidden(each.path)) };
}

const stem = (name: string): string => name.replace(/\.(tar\.gz|[A-Za-z0-9]+)$/, "");

export const size = (bytes: number): string =>
  bytes < 2 ** 20
    ? `${Math.ceil(bytes / 2 ** 10).toLocaleString("en")} kB`
    : `${(bytes / 2 ** 20).toLocaleString("en", { maximumFractionDigits: bytes < 2 ** 20 * 10 ? 1 : 0 })} MB`;

/** A name that every system can have; the server takes no other. */
const plain = (path: string): string => path.replace(/[\\:*?"<>|\p{Cc}]/gu, "_");

/** Sends files, and tells how many bytes have arrived. A failed or cancelled upload is removed. */
export async function send(
  { name, files }: Dropped,
  room: number,
  tell: (done: number, all: number) => void,
  cancelled: () => boolean,
): Promise<string> {
  const all = files.reduce((sum, each) => sum + each.file.size, 0);
  if (files.length === 0) {
    throw new Error("there are no files in it, apart from hidden ones");
  }
  if (files.length > MOST_FILES) {
    throw new Error(`these are more than ${MOST_FILES.toLocaleString("en")} files; put them into an archive`);
  }
  if (all > room) {
    throw new Error(
      `this is too large: it has ${size(all)}, and ${size(room)} are left for uploads. ` +
        "Remove earlier uploads, put the data into the server's folder, or start the studio with a larger --uploads",
    );
  }
  const { id } = await api.beginUpload(name);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let each = files[next++]; each; each = files[next++]) {
      if (cancelled()) {
        throw new Error("the upload was cancelled");
      }
      await api.sendFile(id, plain(each.path), each.file);
      done += each.file.size;
      tell(done, all);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return id;
  } catch (problem) {
    next = files.length;
    await api.removeUpload(id).catch(() => undefined); // the first failure is the one to tell
    throw problem;
  }
}

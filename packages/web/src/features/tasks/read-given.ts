/** From files that a person has chosen to those that go with a task. */
import { GIVEN_LIMIT_BYTES, GivenFile } from '@tutti/protocol';
import { tasksText } from '../../strings/tasks.ts';

const MOST = 20;
const NAME = GivenFile.shape.path;

/** Why they cannot go with a task; undefined where they can. */
export function findGivenMistake(files: readonly Pick<File, 'name' | 'size'>[]): string | undefined {
  if (files.length > MOST) return tasksText.tooManyFiles(MOST);
  const odd = files.find(({ name }) => !NAME.safeParse(name).success);
  if (odd) return tasksText.oddFileName(odd.name);
  const bytes = files.reduce((all, { size }) => all + size, 0);
  return bytes > GIVEN_LIMIT_BYTES ? tasksText.filesTooLarge : undefined;
}

export function readGiven(files: readonly File[]): Promise<GivenFile[]> {
  return Promise.all(files.map(async (file) => ({ path: file.name, content: await toBase64(file) })));
}

/** The way back, for a task like an earlier one. */
export function toFile({ path, content }: GivenFile): File {
  return new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], path);
}

function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error(tasksText.unreadableFile(file.name), { cause: reader.error }));
    // `data:…;base64,…`: the browser does it without a copy for every byte. Of an empty file nothing follows.
    reader.onload = () => resolve(typeof reader.result === 'string' ? (reader.result.split(',')[1] ?? '') : '');
    reader.readAsDataURL(file);
  });
}

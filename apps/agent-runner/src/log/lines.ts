import { StringDecoder } from 'node:string_decoder';

/** A line without an end would fill the memory. */
const LONGEST_CHARS = 256 * 1024;

export type LineCutter = { push(bytes: Uint8Array): void; end(): void };

/** Cuts bytes into lines of text without their ends; a line that is too long is cut where it is. */
export function cutLines(onLine: (line: string) => void): LineCutter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string) => {
    rest += text;
    for (let end = rest.indexOf('\n'), from = 0; ; end = rest.indexOf('\n', from)) {
      if (end < 0) {
        rest = rest.slice(from);
        break;
      }
      onLine(rest.slice(from, rest[end - 1] === '\r' && end > from ? end - 1 : end));
      from = end + 1;
    }
    while (rest.length > LONGEST_CHARS) {
      onLine(rest.slice(0, LONGEST_CHARS));
      rest = rest.slice(LONGEST_CHARS);
    }
  };
  return {
    push: (bytes) => take(decoder.write(bytes)),
    end() {
      take(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

const HEAD_CHARS = 64 * 1024;
const TAIL_CHARS = 512 * 1024;

/** Keeps the beginning and the end of an output of any length. */
export type Capture = { add(line: string): void; text(): string };

export function capture(headChars = HEAD_CHARS, tailChars = TAIL_CHARS): Capture {
  let head = '';
  let tail = '';
  let dropped = 0;
  return {
    add(line) {
      const text = `${line}\n`;
      if (dropped === 0 && tail === '' && head.length + text.length <= headChars) {
        head += text;
        return;
      }
      tail += text;
      if (tail.length <= 2 * tailChars) return;
      dropped += tail.length - tailChars;
      tail = tail.slice(-tailChars);
    },
    text() {
      const kept = tail.slice(-tailChars);
      const missing = dropped + tail.length - kept.length;
      return missing === 0 ? head + kept : `${head}\n[… ${missing} characters left out …]\n${kept}`;
    },
  };
}

import Table from 'cli-table3';
import colors from 'picocolors';
import { Failure, type Grounds } from './failure.ts';
import { placesOf } from './place.ts';
import { verbsOf } from './verb.words.ts';

/** Where results go: lines for people, or one JSON document for programs. Progress and failures go to stderr. */
export type Print = {
  readonly json: boolean;
  /** The result of a command. `human` is only asked for when a person reads. */
  result(value: unknown, human: () => string): void;
  /** One line of a stream of results. */
  line(value: unknown, human: () => string): void;
  /** What goes on, for people only. */
  progress(text: string): void;
};

export function printer(json: boolean): Print {
  const out = (value: unknown, human: () => string) =>
    void process.stdout.write(`${json ? JSON.stringify(value) : human()}\n`);
  return {
    json,
    result: out,
    line: out,
    progress: (text) => void (json || process.stderr.write(`${text}\n`)),
  };
}

/** Says what went wrong, where, and what to do next. */
export function printFailure(error: unknown, json: boolean): void {
  const { code, message, hint, problems, grounds } = asFailure(error);
  if (json)
    process.stderr.write(
      `${JSON.stringify({ error: { code, detail: message, ...grounds, hint, problems } })}\n`,
    );
  else
    process.stderr.write(
      [
        `${colors.red(code)} ${message}`,
        ...problems.filter(({ message: said }) => !message.includes(said)).map(problemLine),
        ...groundLines(grounds),
        hint && colors.dim(hint),
      ]
        .filter(Boolean)
        .join('\n') + '\n',
    );
}

export const asFailure = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure('INTERNAL', error instanceof Error ? error.message : String(error));

function groundLines({ path, expected, state, allowed = [], proof = [] }: Grounds): readonly string[] {
  const possible = verbsOf(allowed);
  const proofs = placesOf(proof);
  return [
    expected ? `  ${path ? `${colors.bold(path)}: ` : ''}expected ${expected}` : '',
    state ? `  It is ${stateWord(state)}${proofs ? ` ${colors.dim(proofs)}` : ''}.` : '',
    possible.length > 0 ? `  Possible now: ${possible.join(', ')}.` : '',
  ];
}

function problemLine(problem: Failure['problems'][number]): string {
  const { file, line, column, path, code, message, expected, nearest } = problem;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const wanted = [expected && `expected ${expected}`, nearest && `did you mean ${nearest}?`]
    .filter(Boolean)
    .join('; ');
  return `  ${place ? `${place} ` : ''}${colors.bold(path || '(document)')} ${code}: ${message}${wanted ? ` (${wanted})` : ''}`;
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const plain = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  };
  const grid = new Table({
    head: head.map((cell) => colors.dim(cell)),
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  grid.push(...rows.map((row) => row.map(String)));
  return grid.toString();
}

const marks: Record<string, (text: string) => string> = {
  done: colors.green,
  landed: colors.green,
  passed: colors.green,
  failed: colors.red,
  running: colors.cyan,
  claimed: colors.cyan,
  verifying: colors.blue,
  reviewing: colors.magenta,
  merging: colors.yellow,
  cancelled: colors.dim,
  divided: colors.dim,
  blocked: colors.dim,
};

/** A state's word, in its colour where the terminal has any. */
export const stateWord = (state: string): string => (marks[state] ?? ((text: string) => text))(state);

/** `4.2 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

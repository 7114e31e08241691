import { request } from 'node:http';
import { errors, type ErrorCode } from '../errors.ts';
import { ProblemDocument } from '../problem.ts';

/** A request as it is put on the wire: nothing is normalised, encoded or added. */
export type RawRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

/** The answer; of a stream that goes on only its beginning, without a body. */
export function sendRaw(
  address: string,
  { method, path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers: given } = response;
      const chunks: Buffer[] = [];
      const end = () => resolve({ status, headers: given, text: Buffer.concat(chunks).toString() });
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', end);
      if (given['content-type']?.startsWith('text/event-stream')) {
        sent.destroy();
        end();
      }
    });
    sent.on('error', reject); // after an answer it changes nothing: a refused body is not read to its end
    if (body === undefined) sent.end();
    else sent.end(body);
  });
}

/** What is wrong with the answer to a client's mistake; empty: nothing. `secrets` may be in no answer. */
export function faultsIn(
  { status, headers, text }: RawAnswer,
  secrets: readonly string[],
): readonly string[] {
  const faults: string[] = [];
  if (status >= 500) faults.push(`${status} for what a client did`);
  const all = text + JSON.stringify(headers);
  if (secrets.some((secret) => all.includes(secret))) faults.push('a token in the answer');
  if (/node_modules|\.[jt]s:\d+|\n +at /.test(text)) faults.push('a stack in the answer');
  if (status >= 400 && text !== '')
    faults.push(...faultsInProblem(status, String(headers['content-type']), text));
  return faults;
}

function faultsInProblem(status: number, type: string, text: string): readonly string[] {
  if (!type.startsWith('application/problem+json')) return [`${type} instead of a problem document: ${text}`];
  const parsed = ProblemDocument.safeParse(JSON.parse(text));
  if (!parsed.success) return [`no problem document: ${text}`];
  const { code, hint, title, status: said } = parsed.data;
  const known = errors[code as ErrorCode] as (typeof errors)[ErrorCode] | undefined;
  if (!known) return [`${code} is not in the registry`];
  const fits = known.status === status && said === status && known.hint === hint && known.title === title;
  return fits ? [] : [`${status} is not what the registry says of ${code}: ${text}`];
}

export const codeIn = ({ text }: RawAnswer): string | null => {
  try {
    return (JSON.parse(text) as { code?: string }).code ?? null;
  } catch {
    return null;
  }
};

/** Of one run of a property; TEST_SEED repeats it. */
export const seed: number = process.env['TEST_SEED']
  ? Number(process.env['TEST_SEED'])
  : Math.trunc(Math.random() * 2 ** 31);

import { createHash, randomBytes } from 'node:crypto';
import { startRunning, type Running } from '../../test/running.ts';
import { ADMIN } from '../../test/speak.ts';

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('evidence', () => {
  let running: Running;
  beforeAll(async () => void (running = await startRunning()));
  afterAll(() => running.stop());

  const put = (bytes: Uint8Array, sha256 = digest(bytes), type = 'text/x-diff') =>
    running.ask('PUT', `/evidence/${sha256}`, { body: bytes, headers: { 'content-type': type } });

  it('comes back as it was, and is named by its digest', async () => {
    const bytes = randomBytes(500_000);
    const { status, json } = await put(bytes);
    expect([status, json]).toEqual([
      200,
      { sha256: digest(bytes), bytes: 500_000, mediaType: 'text/x-diff' },
    ]);
    const answer = await fetch(`${running.url}/evidence/${digest(bytes)}`, {
      headers: { 'x-auth-token': ADMIN },
    });
    expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(digest(bytes));
    expect(answer.headers.get('content-type')).toBe('text/x-diff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('is refused under another name', async () => {
    const { status, json } = await put(Buffer.from('x'), 'a'.repeat(64));
    expect([status, json.code]).toEqual([422, 'EVIDENCE_MISMATCH']);
  });

  it('is not there when nobody stored it', async () => {
    const { status, json } = await running.get(`/evidence/${'b'.repeat(64)}`);
    expect([status, json.code]).toEqual([404, 'EVIDENCE_NOT_FOUND']);
  });

  it('may be empty', async () => {
    expect((await put(Buffer.alloc(0))).json.bytes).toBe(0);
  });

  it('has a limit', async () => {
    const { status, json } = await put(Buffer.alloc(32 * 2 ** 20 + 1));
    expect([status, json.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });
});

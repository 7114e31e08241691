import { Failure } from '../terminal/failure.ts';
import type { Client } from '../orchestrator/client.ts';

/** The dashboard's address with a code that signs in once; it stands in the fragment, which no server and no log sees. */
export async function signInLink({ connection }: Client, web: string): Promise<string> {
  const response = await fetch(new URL('/api/session/codes', web), {
    method: 'POST',
    headers: { 'x-auth-token': connection.token, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Failure('INTERNAL', `the dashboard answers ${response.status} to a sign-in`);
  const { code } = (await response.json()) as { code: string };
  return `${web}#code=${code}`;
}

import { z } from 'zod';

/** `http://a:18080,http://b:18080`: orchestrators of the same shards; whichever answers is asked. */
export const OrchestratorUrls = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim().replace(/\/+$/, ''))
      .filter((one) => one !== ''),
  )
  .pipe(
    z
      .array(z.url({ protocol: /^https?$/ }))
      .min(1)
      .max(20),
  );

/** Addresses that stand for each other, one of them in use. */
export type Rota = {
  readonly size: number;
  current(): string;
  /** This one did not answer: from now on the one behind it is in use, unless that was noticed already. */
  failed(address: string): void;
};

export function createRota(addresses: readonly string[]): Rota {
  let at = 0;
  const current = () => addresses[at]!;
  return {
    size: addresses.length,
    current,
    failed: (address) => {
      if (address === current()) at = (at + 1) % addresses.length;
    },
  };
}

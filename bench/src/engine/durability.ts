/** What is safe when the machine loses its power: every acknowledged write, or all but the last second. Never compared with each other. */
export type Durability = 'synced' | 'each second';

export const durabilities: readonly Durability[] = ['synced', 'each second'];

/** One word that gives each store that guarantee, or the nearest that it has. */
export const settingsOf: Readonly<
  Record<
    Durability,
    { readonly nats: 'always' | '1s'; readonly postgres: 'on' | 'off'; readonly redis: 'always' | 'everysec' }
  >
> = {
  synced: { nats: 'always', postgres: 'on', redis: 'always' },
  'each second': { nats: '1s', postgres: 'off', redis: 'everysec' },
};

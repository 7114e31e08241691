import { readCommit, type Digest, type LiveRunner, type RecordedCommit } from '@headrace/events';

/** What presence says of one runner. */
export type RunnerLife = Pick<LiveRunner, 'runnerId' | 'alive' | 'presence'>;

export const livesByRunner = (lives: readonly RunnerLife[]): ReadonlyMap<string, RunnerLife> =>
  new Map(lives.map((life) => [life.runnerId, life]));

export type FeedListener = {
  opened(): void;
  commit(commit: RecordedCommit): void;
  /** Everything up to `position` has been sent; the log ends at `head`. */
  position(position: number, head: number): void;
  /** Somebody's heartbeat changed what is known of the runners. */
  presence(lives: readonly RunnerLife[]): void;
  /** The connection is gone; the feed does not come back by itself. */
  lost(reason: 'connection' | 'upgrade'): void;
};

/** Commits after a position, in order, until it is closed. */
export type Feed = { open(after: number, listener: FeedListener): { close(): void } };

export function createSseFeed(path = '/api/events'): Feed {
  return {
    open(after, listener) {
      const source = new EventSource(`${path}?after=${after}`);
      const close = () => source.close();
      source.onopen = () => listener.opened();
      source.onmessage = ({ data, lastEventId }: MessageEvent<string>) => {
        const frame = JSON.parse(data) as { digest: Digest; commit: unknown };
        const commit = readCommit(frame.commit);
        if (!commit.ok) return stop('upgrade');
        listener.commit({ commit: commit.value, position: Number(lastEventId), digest: frame.digest });
      };
      source.addEventListener('position', ({ data }: MessageEvent<string>) => {
        const { position, head } = JSON.parse(data) as { position: number; head: number };
        listener.position(position, head);
      });
      source.addEventListener('presence', ({ data }: MessageEvent<string>) =>
        listener.presence(JSON.parse(data) as readonly RunnerLife[]),
      );
      // the browser would come back by itself, but without saying when; `live` does, and says it
      const stop = (reason: 'connection' | 'upgrade') => {
        close();
        listener.lost(reason);
      };
      source.onerror = () => stop('connection');
      return { close };
    },
  };
}

import { z } from 'zod';
import { RunnerDraining, RunnerRegistered } from './runner.events.ts';

/** Registering again with another offer replaces it and ends a drain; with the same offer changes nothing. */
export const RegisterRunner = RunnerRegistered.extend({ type: z.literal('RegisterRunner') });
export type RegisterRunner = z.infer<typeof RegisterRunner>;

export const DrainRunner = RunnerDraining.extend({ type: z.literal('DrainRunner') });
export type DrainRunner = z.infer<typeof DrainRunner>;

export const RunnerCommand = z.discriminatedUnion('type', [RegisterRunner, DrainRunner]);
export type RunnerCommand = z.infer<typeof RunnerCommand>;

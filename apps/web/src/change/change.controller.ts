import { ChangeId, PlanId, type ChangeView } from '@headrace/events';
import type { EvidenceStore } from '@headrace/events/jetstream';
import { getChange, listChanges, listGates } from '@headrace/readmodel';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sendEvidence } from '../evidence/evidence.send.ts';
import { parsed } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import type { Lists } from '../state/lists.ts';
import { EVIDENCE, LISTS } from '../tokens.ts';

const States = z.enum(['open', 'reviewing', 'queued', 'landing', 'landed', 'sent-back']);
const Filter = z.object({
  state: States.optional(),
  plan: PlanId.optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

@Controller('api/changes')
export class ChangeController {
  constructor(
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(EVIDENCE) private readonly evidence: EvidenceStore,
  ) {}

  @Get()
  async changes(@Query() query: unknown) {
    const { state, ...filter } = parsed(Filter, query);
    const { position, value } = await this.lists.at(0, (db, org) =>
      listChanges(db, org, { ...filter, ...(state ? { states: [state] } : {}) }),
    );
    return { ...value, position };
  }

  @Get(':id')
  async change(@Param('id') id: string) {
    const change = await this.found(id);
    const gates = await this.lists.read((db, org) => listGates(db, org, { attempt: id as never }));
    return { change, gates };
  }

  @Get(':id/diff')
  async diff(@Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const { diff } = await this.found(id);
    await sendEvidence(reply, this.evidence, diff.sha256);
  }

  private async found(given: string): Promise<ChangeView> {
    const id = ChangeId.safeParse(given);
    const change = id.success ? await this.lists.read((db, org) => getChange(db, org, id.data)) : null;
    if (!change) throw new ProblemError('CHANGE_NOT_FOUND', `There is no change ${given}`);
    return change;
  }
}

import { listRunners } from '@headrace/readmodel';
import { Controller, Get, Inject } from '@nestjs/common';
import type { Lists } from '../state/lists.ts';
import { withLives } from '../state/state.ts';
import { LISTS, RUNNER_BOARD } from '../tokens.ts';
import type { RunnerBoard } from './runner.board.ts';

@Controller('api/runners')
export class RunnerController {
  constructor(
    @Inject(LISTS) private readonly lists: Lists,
    @Inject(RUNNER_BOARD) private readonly board: RunnerBoard,
  ) {}

  @Get()
  async runners() {
    const { position, value } = await this.lists.at(0, (db, org) => listRunners(db, org));
    return { items: withLives(value, this.board.lives(Date.now())), position };
  }
}

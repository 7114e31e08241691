import type { CommandAnswer } from '@headrace/events';
import { Controller, Inject } from '@nestjs/common';
import { Input, On, type InputOf } from '../http/on.ts';
import { SUBMITTER } from '../tokens.ts';
import { commandRoutes } from './command.routes.ts';
import type { Submitter } from './submitter.ts';

@Controller()
export class CommandController {
  constructor(@Inject(SUBMITTER) private readonly submitter: Submitter) {}

  @On(commandRoutes.submit)
  submit(@Input() input: InputOf<typeof commandRoutes.submit>): Promise<CommandAnswer[]> {
    return this.submitter.answerAll(this.submitter.askingOf(input), input.body);
  }
}

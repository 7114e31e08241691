import { listInbox } from '@headrace/readmodel';
import { Controller, Get, Inject } from '@nestjs/common';
import type { Lists } from '../state/lists.ts';
import { LISTS } from '../tokens.ts';

@Controller('api/inbox')
export class InboxController {
  constructor(@Inject(LISTS) private readonly lists: Lists) {}

  @Get()
  async inbox() {
    const { position, value } = await this.lists.at(0, (db, org) => listInbox(db, org));
    return { items: value, position };
  }
}

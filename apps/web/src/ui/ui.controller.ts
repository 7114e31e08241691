import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../http/problem.filter.ts';
import { ProblemError } from '../http/problem.ts';
import { CLIENT_FILES } from '../tokens.ts';
import type { ClientFile, ClientFiles } from './client.files.ts';

/** The page. Every address under /ui that names no file of it is the page too: it finds its own way. */
@Controller()
export class UiController {
  constructor(@Inject(CLIENT_FILES) private readonly files: ClientFiles) {}

  @Get()
  root(@Res() reply: FastifyReply): void {
    void reply.redirect('/ui', 302);
  }

  @Get(['ui', 'ui/*'])
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const name = pathOf(request).slice('/ui/'.length);
    const file = this.files.find(name);
    if (file) return send(request, reply, file);
    const page = this.files.find('index.html');
    const isAddress = !name.startsWith('assets/');
    if (!page) throw new ProblemError('NOT_FOUND', 'The client was not built: npm run build');
    if (!isAddress) throw new ProblemError('NOT_FOUND', 'The client has no such file; reload the page');
    send(request, reply, page);
  }
}

function send({ headers }: FastifyRequest, reply: FastifyReply, file: ClientFile): void {
  const packed = headers['accept-encoding']?.includes('gzip') ? file.packed : null;
  void reply
    .header('content-type', file.type)
    .header('cache-control', file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('vary', 'accept-encoding')
    .headers(packed ? { 'content-encoding': 'gzip' } : {})
    .send(packed ?? file.bytes);
}

// POST /commands as the orchestrator serves it, less the log: token, JSON, zod, an answer for each command.
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandRequest } from '@headrace/events';
import { z } from 'zod';

const Requests = z.array(CommandRequest).max(1000);
class Commands {
  submit(body) {
    return Requests.parse(body).map(({ id, command }) => ({
      ok: true,
      id: id ?? 'x',
      position: 1,
      events: [command.type],
    }));
  }
}
Post('/commands')(
  Commands.prototype,
  'submit',
  Object.getOwnPropertyDescriptor(Commands.prototype, 'submit'),
);
HttpCode(200)(Commands.prototype, 'submit', Object.getOwnPropertyDescriptor(Commands.prototype, 'submit'));
Body()(Commands.prototype, 'submit', 0);
Controller()(Commands);
class App {}
Module({ controllers: [Commands] })(App);

const adapters = {
  express: async () => new (await import('@nestjs/platform-express')).ExpressAdapter(),
  fastify: async () => new (await import('@nestjs/platform-fastify')).FastifyAdapter({ bodyLimit: 2 ** 21 }),
};
const app = await NestFactory.create(App, await adapters[process.argv[2]](), {
  logger: false,
  bodyParser: process.argv[2] === 'fastify',
});
if (process.argv[2] === 'express') app.useBodyParser('json', { limit: '2mb' });
await app.listen(0, '127.0.0.1');
process.send({ port: app.getHttpServer().address().port });
process.on('message', () => process.send(process.cpuUsage()));

import { Controller } from '@nestjs/common';
import { VERSION } from '../version.ts';
import { openapiOf } from './openapi.ts';
import { openapiRoutes } from './openapi.routes.ts';
import { On } from './on.ts';

@Controller()
export class OpenapiController {
  #document: unknown = null;

  @On(openapiRoutes.openapi)
  openapi(): unknown {
    return (this.#document ??= openapiOf(VERSION));
  }
}

import { z } from 'zod';
import { route } from './route.ts';

export const openapiRoutes = {
  openapi: route({
    method: 'GET',
    path: '/openapi.json',
    at: 'any',
    summary: 'This description, made from the schemas that validate',
    access: 'open',
    answer: z.looseObject({ openapi: z.string() }),
  }),
};

import { ProblemDocument, errors } from '@headrace/events';
import { z } from 'zod';
import { routes } from './routes.ts';
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 from the routes: what is described is what validates. */
export function openapiOf(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const each of routes) {
    const path = each.path.replaceAll(/:([a-zA-Z0-9]+)/g, '{$1}');
    paths[path] = { ...paths[path], [each.method.toLowerCase()]: operationOf(each) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Headrace orchestrator',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' } },
      schemas: { Problem: schemaOf(ProblemDocument, 'output'), ErrorCode: { enum: Object.keys(errors) } },
    },
  };
}

function operationOf(each: Route): Json {
  const { summary, access, params, query, status, answers } = each;
  return {
    operationId: operationIdOf(each),
    summary,
    tags: [each.path.split('/')[1]],
    ...(access === 'open' ? { security: [] } : { 'x-access': access }),
    parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
    ...requestOf(each),
    responses: {
      [status]: { description: 'Done', content: contentOf(answers) },
      default: {
        description: 'A problem, with its code and what to do next',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function requestOf({ method, body, bodyKind, consumes, maxBytes }: Route): Json {
  if (method === 'GET') return {};
  const schema = bodyKind === 'json' ? schemaOf(body, 'input') : { type: 'string', 'x-max-bytes': maxBytes };
  const content = Object.fromEntries(consumes.map((type) => [type, { schema }]));
  return { requestBody: { required: bodyKind !== 'json' || !body.safeParse({}).success, content } };
}

const contentOf = (answers: Route['answers']): Json =>
  Object.fromEntries(
    Object.entries(answers).map(([type, schema]) => [type, { schema: schemaOf(schema, 'output') }]),
  );

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return json;
}

/** `POST /tasks/:key/hold` is `postTasksKeyHold`. */
function operationIdOf({ method, path }: Route): string {
  const words = path.split(/[/:.-]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

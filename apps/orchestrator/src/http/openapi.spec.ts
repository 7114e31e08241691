import { openapiOf } from './openapi.ts';
import { routes } from './routes.ts';

const document = openapiOf('1.2.3') as {
  paths: Record<string, Record<string, { operationId: string; parameters: object[]; responses: object }>>;
};

describe('/openapi.json', () => {
  it('has every route, once', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations).toHaveLength(routes.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routes.length);
  });
  it('describes parameters, body and answer', () => {
    expect(document.paths['/tasks/{key}/hold']?.['post']).toMatchObject({
      operationId: 'postTasksKeyHold',
      parameters: [{ name: 'key', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: { required: false, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: {
        200: {
          content: {
            'application/json': { schema: { required: expect.arrayContaining(['id']) as unknown } },
          },
        },
      },
    });
  });
  it('is plain JSON', () => expect(JSON.parse(JSON.stringify(document))).toEqual(document));
});

import { methodsAt } from './route.match.ts';
import { routes } from './routes.ts';

describe('the methods at an address', () => {
  it.each<[string, string[]]>([
    ['/tasks', ['GET', 'POST']],
    ['/tasks/p.t', ['GET', 'PATCH']],
    ['/tasks/p.t/hold', ['POST']],
    ['/nowhere', []],
    ['/tasks/p.t/hold/more', []],
  ])('%s', (path, methods) => expect(methodsAt(routes, path)).toEqual(methods));
});

import { ID_PATTERN, type PlanId, type RunnerId, type TaskId } from '@headrace/events';

/** A page and what it is about. Every address but this file's is made by `hrefOf`. */
export type Place =
  | { readonly page: 'overview' }
  | { readonly page: 'plans' }
  | {
      readonly page: 'plan';
      readonly planId: PlanId;
      readonly view: PlanViewName;
      readonly task: TaskId | null;
    }
  | { readonly page: 'task'; readonly planId: PlanId; readonly taskId: TaskId; readonly part: TaskPart }
  | { readonly page: 'inbox'; readonly item: string | null }
  | { readonly page: 'changes'; readonly change: string | null }
  | { readonly page: 'runners'; readonly runner: RunnerId | null }
  | { readonly page: 'events'; readonly position: number | null; readonly plan: PlanId | null }
  | { readonly page: 'schedule' }
  | { readonly page: 'missing'; readonly path: string };

/** `auto`: the graph, and on a narrow page the table. */
export type PlanViewName = 'auto' | 'graph' | 'table';
export type TaskPart = 'session' | 'log' | 'change' | 'events';

/** `at`: the position that the page is to be shown at; null is now. */
export type Address = { readonly place: Place; readonly at: number | null };

export const BASE = '/ui';

/** Of a whole address, as `location.href` has it. */
export const addressIn = (href: string): Address => addressOf(new URL(href));

const taskParts: readonly TaskPart[] = ['session', 'log', 'change', 'events'];

export function addressOf(url: URL): Address {
  const steps = url.pathname
    .slice(BASE.length)
    .split('/')
    .filter((step) => step !== '')
    .map(decodeURIComponent);
  return {
    place: placeOf(steps, url.searchParams) ?? missing(url),
    at: positionOf(url.searchParams.get('at')),
  };
}

const missing = (url: URL): Place => ({ page: 'missing', path: url.pathname });

function placeOf(steps: readonly string[], query: URLSearchParams): Place | null {
  const [page, first = null, ...rest] = steps;
  switch (page) {
    case undefined:
      return { page: 'overview' };
    case 'plans':
      return first === null ? { page: 'plans' } : planOf(first, rest, query);
    case 'inbox':
      return { page, item: first };
    case 'changes':
      return { page, change: first };
    case 'runners':
      return { page, runner: first as RunnerId | null };
    case 'events':
      return { page, position: positionOf(first), plan: idOf(query.get('id')) as PlanId | null };
    case 'schedule':
      return { page };
    default:
      return null;
  }
}

function planOf(plan: string, rest: readonly string[], query: URLSearchParams): Place | null {
  const planId = idOf(plan) as PlanId | null;
  if (planId === null) return null;
  const [view = 'auto', task, part = 'session'] = rest;
  if (view === 'auto' || view === 'graph' || view === 'table')
    return { page: 'plan', planId, view, task: idOf(query.get('task')) as TaskId | null };
  const taskId = idOf(task ?? null) as TaskId | null;
  const known = taskParts.find((name) => name === part);
  if (view !== 'tasks' || taskId === null || !known) return null;
  return { page: 'task', planId, taskId, part: known };
}

const idOf = (text: string | null): string | null => (text !== null && ID_PATTERN.test(text) ? text : null);

const positionOf = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;

/** The address of a place; with `at`, of the page as it stood there. */
export function hrefOf(place: Place, at: number | null = null): string {
  const [path, query] = partsOf(place);
  const search = new URLSearchParams({ ...query, ...(at === null ? {} : { at: String(at) }) }).toString();
  return BASE + path + (search === '' ? '' : `?${search}`);
}

function partsOf(place: Place): readonly [string, Record<string, string>] {
  switch (place.page) {
    case 'overview':
      return ['', {}];
    case 'plan': {
      const view = place.view === 'auto' ? '' : `/${place.view}`;
      return [`/plans/${place.planId}${view}`, place.task === null ? {} : { task: place.task }];
    }
    case 'task': {
      const part = place.part === 'session' ? '' : `/${place.part}`;
      return [`/plans/${place.planId}/tasks/${place.taskId}${part}`, {}];
    }
    case 'inbox':
      return [stepped('inbox', place.item), {}];
    case 'changes':
      return [stepped('changes', place.change), {}];
    case 'runners':
      return [stepped('runners', place.runner), {}];
    case 'events':
      return [
        stepped('events', place.position === null ? null : String(place.position)),
        place.plan === null ? {} : { kind: 'plan', id: place.plan },
      ];
    case 'missing':
      return [place.path.slice(BASE.length), {}];
    default:
      return [`/${place.page}`, {}];
  }
}

const stepped = (page: string, item: string | null): string =>
  item === null ? `/${page}` : `/${page}/${encodeURIComponent(item)}`;

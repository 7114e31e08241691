import { accountRoutes } from '../account/account.routes.ts';
import { tokenRoutes } from '../auth/token.routes.ts';
import { changeRoutes } from '../change/change.routes.ts';
import { commandRoutes } from '../command/command.routes.ts';
import { eventRoutes } from '../event/event.routes.ts';
import { evidenceRoutes } from '../evidence/evidence.routes.ts';
import { orgRoutes } from '../org/org.routes.ts';
import { placementRoutes } from '../org/placement.routes.ts';
import { planRoutes } from '../plan/plan.routes.ts';
import { repoRoutes } from '../repo/repo.routes.ts';
import { runnerRoutes } from '../runner/runner.routes.ts';
import { taskRoutes } from '../task/task.routes.ts';
import { openapiRoutes } from './openapi.routes.ts';
import type { Route } from './route.ts';

/** Every address there is. */
export const routes: readonly Route[] = [
  orgRoutes,
  placementRoutes,
  openapiRoutes,
  tokenRoutes,
  commandRoutes,
  planRoutes,
  taskRoutes,
  changeRoutes,
  runnerRoutes,
  repoRoutes,
  accountRoutes,
  eventRoutes,
  evidenceRoutes,
].flatMap((group) => Object.values(group) as Route[]);

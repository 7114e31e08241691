import { PlacementController } from '../placement/placement-controller.mjs';

/** The name under which the server keeps this part. */
export const name = 'placement';

/** Starts placement. It has no door of its own: tenants ask for it on their workloads. */
export function start(server) {
  const controller = new PlacementController(server.store);
  server.controllers.push(controller);
  return { controller, tenants: null };
}

import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { AccountController } from './account/account.controller.ts';
import { TokenController } from './auth/token.controller.ts';
import { ChangeController } from './change/change.controller.ts';
import { CommandController } from './command/command.controller.ts';
import { CommandNats } from './command/command.nats.ts';
import { EventController } from './event/event.controller.ts';
import { EvidenceController } from './evidence/evidence.controller.ts';
import { OpenapiController } from './http/openapi.controller.ts';
import { OrgController } from './org/org.controller.ts';
import { PlacementController } from './org/placement.controller.ts';
import { PlanController } from './plan/plan.controller.ts';
import { RepoController } from './repo/repo.controller.ts';
import { IdleController } from './runner/idle.controller.ts';
import { RunnerController } from './runner/runner.controller.ts';
import { ClaimController } from './task/claim.controller.ts';
import { LogController } from './task/log.controller.ts';
import { TaskController } from './task/task.controller.ts';

@Module({})
export class OrchestratorModule {
  /** `parts`: what orchestrator.ts has made, by its name in tokens.ts. */
  static with(parts: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers = [...parts].map(([provide, useValue]): Provider => ({ provide, useValue }));
    return {
      module: OrchestratorModule,
      providers,
      controllers: [
        OrgController,
        PlacementController,
        OpenapiController,
        TokenController,
        CommandController,
        CommandNats,
        PlanController,
        // before TaskController, whose addresses have a place for any word
        ClaimController,
        LogController,
        TaskController,
        ChangeController,
        RunnerController,
        IdleController,
        RepoController,
        AccountController,
        EventController,
        EvidenceController,
      ],
    };
  }
}

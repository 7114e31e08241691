import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { ChangeController } from './change/change.controller.ts';
import { CommandController } from './command/command.controller.ts';
import { EventController } from './event/event.controller.ts';
import { EvidenceController } from './evidence/evidence.controller.ts';
import { InboxController } from './inbox/inbox.controller.ts';
import { PlanController } from './plan/plan.controller.ts';
import { RunnerController } from './runner/runner.controller.ts';
import { SessionController } from './session/session.controller.ts';
import { StateController } from './state/state.controller.ts';
import { LogController } from './task/log.controller.ts';
import { TaskController } from './task/task.controller.ts';
import { UiController } from './ui/ui.controller.ts';

@Module({})
export class WebModule {
  /** `parts`: what parts.ts has made, by its name in tokens.ts. */
  static with(parts: ReadonlyMap<symbol, unknown>): DynamicModule {
    const providers = [...parts].map(([provide, useValue]): Provider => ({ provide, useValue }));
    return {
      module: WebModule,
      providers,
      controllers: [
        SessionController,
        StateController,
        PlanController,
        LogController,
        TaskController,
        ChangeController,
        EvidenceController,
        RunnerController,
        InboxController,
        EventController,
        CommandController,
        UiController,
      ],
    };
  }
}

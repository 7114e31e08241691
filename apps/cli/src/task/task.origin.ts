import type { TaskOrigin } from '@headrace/events';

/** Where a task comes from, in a line; nothing for one that its plan's file named. */
export function originText(origin: TaskOrigin): string {
  switch (origin.kind) {
    case 'plan':
      return '';
    case 'edit':
      return `added by ${origin.by} in revision ${origin.revision}${sourceText(origin)}`;
    case 'decomposition':
      return `part of ${origin.of}, divided by ${origin.by}${sourceText(origin)}`;
    case 'split':
      return `part of ${origin.of}, split by ${origin.attemptId}`;
    case 'follow-up':
      return `follows ${origin.of}, whose change ${origin.changeId} landed`;
  }
}

function sourceText({
  chat,
  changeId,
}: {
  chat?: string | undefined;
  changeId?: string | undefined;
}): string {
  return [chat && `, from chat ${chat}`, changeId && `, from change ${changeId}`].filter(Boolean).join('');
}

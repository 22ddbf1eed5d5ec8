import type { EndReason } from '../../../contract/handoff';
import { zendeskFault, type Scene, type SceneOptions } from '../workflow-scene';

/** What leaves a history: to its end, or in the middle. */
export interface HistoryScene {
  options?: SceneOptions;
  play: (scene: Scene) => Promise<void>;
  /** How its history ends; `open`: it would go on. */
  leaves: EndReason | 'open' | 'next run';
}

export const AT = '2026-11-24T08:00:0';
export const DAY_MS = 86_400_000;
export const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
export const until = (scene: Scene, name: string, times = 1) =>
  scene.until(() => scene.names(name).length >= times);
export const toTheEnd = async (scene: Scene): Promise<void> => {
  await scene.handle.result();
};
export const refuses = (kind: string) => () => {
  throw zendeskFault(kind, { final: true });
};
export const refusesFor = (tries: number, fault: () => Error, then?: unknown) => {
  let calls = 0;
  return () => {
    if (++calls <= tries) throw fault();
    return then;
  };
};
export const chatted = async (scene: Scene) => {
  await accepted(scene);
  await scene.agentSays('a1', `${AT}1.000Z`);
  await scene.userSays(1);
  await until(scene, 'deliverToSession');
  await until(scene, 'relayToZendesk');
};

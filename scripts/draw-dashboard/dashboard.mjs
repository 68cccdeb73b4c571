import { readFileSync } from 'node:fs';
import { PANEL_DEFAULTS } from './page/panel-defaults.mjs';

/** The dashboard of a file; throws where a panel cannot be drawn, before there is any load. */
export function readDashboard(path) {
  const dashboard = JSON.parse(readFileSync(path, 'utf8'));
  for (const { title, type, targets } of dashboard.panels) {
    if (!(type in PANEL_DEFAULTS)) throw new Error(`Panel "${title}": type ${type} cannot be drawn.`);
    if (!(targets?.length > 0)) throw new Error(`Panel "${title}" asks for nothing.`);
  }
  return dashboard;
}

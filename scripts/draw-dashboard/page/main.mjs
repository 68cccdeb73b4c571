import { createTheme, dateTime, ThemeContext } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { GlobalStyles, PanelChrome } from '@grafana/ui';
import { createElement as h } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { contentOf } from './panels.mjs';

// Grafana's grid: 24 columns, rows of 30 pixels, 8 between.
const COLUMNS = 24;
const ROW = 30;
const GAP = 8;
const EDGE = 16;
const HEAD = 56;
const TIME_ZONE = 'utc';
/** Canvases are drawn in frames to come. */
const SETTLE_MS = 1_000;
const LEAST_COLOUR = 40;

function place({ x, y, w, h: rows }, width) {
  const column = (width - 2 * EDGE + GAP) / COLUMNS;
  return {
    left: EDGE + x * column,
    top: HEAD + y * (ROW + GAP),
    width: w * column - GAP,
    height: rows * (ROW + GAP) - GAP,
  };
}

function Panel({ panel, series, context, width }) {
  const box = place(panel.gridPos, width);
  const children = (w, ht) => contentOf(panel, series, { ...context, width: w, height: ht });
  const chrome = { title: panel.title, description: panel.description, width: box.width, height: box.height, children };
  return h('section', { id: `panel-${panel.id}`, style: { position: 'absolute', ...box } }, h(PanelChrome, chrome));
}

function Head({ dashboard, variables, range, theme }) {
  const time = (at) => new Date(at * 1_000).toISOString().slice(11, 19);
  const texts = [
    ...variables.map(({ label, text }) => `${label}: ${text}`),
    `${time(range.from)} to ${time(range.to)} UTC`,
  ];
  const style = {
    position: 'absolute',
    left: EDGE,
    right: EDGE,
    top: 14,
    display: 'flex',
    gap: 24,
    alignItems: 'baseline',
  };
  const soft = { color: theme.colors.text.secondary };
  return h(
    'header',
    { style },
    h('h1', { style: { fontSize: 20, margin: 0, flex: 1 } }, dashboard.title),
    ...texts.map((text) => h('span', { key: text, style: soft }, text)),
  );
}

function Dashboard({ dashboard, answers, variables, range, width, theme }) {
  const timeRange = { from: dateTime(range.from * 1_000), to: dateTime(range.to * 1_000) };
  timeRange.raw = { from: timeRange.from, to: timeRange.to };
  const context = { theme, timeRange, timeZone: TIME_ZONE, stepMs: range.step * 1_000 };
  const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const height = HEAD + rows * (ROW + GAP) - GAP + EDGE;
  const panels = dashboard.panels.map((panel) =>
    h(Panel, { key: panel.id, panel, series: answers[panel.id], context, width }),
  );
  const style = { position: 'relative', width, height, background: theme.colors.background.canvas };
  return h(
    ThemeContext.Provider,
    { value: theme },
    h('main', { style }, h(Head, { dashboard, variables, range, theme }), panels),
  );
}

/** Pixels of the panel's graphs that are neither white nor grey, so no axis, grid or text. */
function colouredIn(panel) {
  let coloured = 0;
  for (const canvas of panel.querySelectorAll('canvas')) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      const channels = data.subarray(at, at + 3);
      if (data[at + 3] > 0 && Math.max(...channels) - Math.min(...channels) > LEAST_COLOUR) coloured += 1;
    }
  }
  return coloured;
}

/** What a person sees in a panel. */
function readPanel({ id }) {
  const panel = document.getElementById(`panel-${id}`);
  if (panel === null) return [id, undefined];
  const names = panel.querySelectorAll('[data-testid^="data-testid VizLegend series"]');
  const legends = [...names].map(({ textContent }) => textContent.trim());
  return [id, { text: panel.textContent, legends, coloured: colouredIn(panel) }];
}

/** Grafana's styles and fonts: text in a canvas is measured once, so its font has to be there before. */
async function dressPage(theme) {
  const styles = document.body.appendChild(document.createElement('div'));
  flushSync(() => createRoot(styles).render(h(ThemeContext.Provider, { value: theme }, h(GlobalStyles))));
  await Promise.all(['400', '500'].map((weight) => document.fonts.load(`${weight} 14px Inter`)));
}

/** Draws a dashboard with the answers to its queries; resolves with what is to be seen in each panel. */
export default async function drawDashboard(input) {
  const theme = createTheme({ colors: { mode: 'light' } });
  await initPluginTranslations('grafana');
  await dressPage(theme);
  let failure;
  const root = createRoot(document.getElementById('root'), {
    onUncaughtError: (error) => {
      failure = error;
    },
  });
  flushSync(() => root.render(h(Dashboard, { ...input, theme })));
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  if (failure) throw failure;
  return Object.fromEntries(input.dashboard.panels.map(readPanel));
}

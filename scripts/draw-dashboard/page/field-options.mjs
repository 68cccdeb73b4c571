import { FieldConfigOptionsRegistry, identityOverrideProcessor } from '@grafana/data';

/** The options that every field has in Grafana. */
const STANDARD = [
  ...['displayName', 'unit', 'min', 'max', 'decimals', 'noValue', 'fieldMinMax'],
  ...['color', 'thresholds', 'mappings', 'links', 'actions', 'filterable'],
];

const item = (path, isCustom) => ({
  id: isCustom ? `custom.${path}` : path,
  path,
  name: path,
  isCustom,
  process: identityOverrideProcessor,
  shouldApply: () => true,
});

/** Which options a panel's fields take; Grafana drops others without a word, so they are an error here. */
export function fieldOptions({ title, fieldConfig }, custom = {}) {
  const unknown = [
    ...Object.keys(fieldConfig.defaults).filter((name) => name !== 'custom' && !STANDARD.includes(name)),
    ...Object.keys(fieldConfig.defaults.custom ?? {}).filter((name) => !(name in custom)),
  ];
  if (unknown.length > 0) throw new Error(`Panel "${title}": fields have no option ${unknown.join(', ')}.`);
  return new FieldConfigOptionsRegistry(() => [
    ...STANDARD.map((name) => item(name, false)),
    ...Object.keys(custom).map((name) => item(name, true)),
  ]);
}

import { ask } from './prometheus.mjs';

const numberOf = async (prometheus, query) => {
  const { result } = await ask(prometheus, 'query', { query });
  return Number(result[0]?.value[1] ?? 0);
};

/** What was measured in the applications against what the sandbox counted; each difference is a sentence. */
export async function differences(prometheus, { tokensGranted, apiUnauthorized }) {
  const flights = await numberOf(prometheus, 'sum(aspose_auth_token_request_duration_seconds_count{error_type=""})');
  const refused = await numberOf(prometheus, 'sum(aspose_auth_request_replays_total)');
  // Those that met a second 401 count once.
  const twice = await numberOf(
    prometheus,
    'sum(aspose_auth_request_replays_total{aspose_auth_replay_outcome="already-replayed"})',
  );
  console.log(
    `tokens: ${flights} measured, ${tokensGranted} granted; 401s: ${refused + twice} measured, ${apiUnauthorized} sent`,
  );
  return [
    ...(flights === tokensGranted ? [] : [`${flights} tokens were measured and ${tokensGranted} granted`]),
    ...(refused + twice === apiUnauthorized
      ? []
      : [`${refused + twice} 401s were measured and ${apiUnauthorized} sent`]),
  ];
}

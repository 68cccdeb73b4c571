// Takes the place of src/documents/worker-location.cjs in specs, which run the sources.
const { join } = require('node:path');

exports.workerPath = join(__dirname, 'source-worker.mjs');

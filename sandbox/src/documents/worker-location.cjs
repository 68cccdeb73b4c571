// The only CommonJS module: it can say where it is in both builds of the package, from which worker.js is started.
const { join } = require('node:path');

exports.workerPath = join(__dirname, 'worker.js');

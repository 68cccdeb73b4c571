/** Path of the file that the worker threads run. */
export declare const workerPath: string;

declare module '@asposecloud/aspose-html-cloud';

// A viewer-request function: S3 knows no folders, so their addresses become index.html's. The shop
// is one page for all addresses below /shop/.
function handler(event) {
  var request = event.request;
  var isFile = request.uri.split('/').pop().includes('.');
  if (request.uri.startsWith('/shop/') && !isFile) {
    request.uri = '/shop/index.html';
  } else if (request.uri.endsWith('/')) {
    request.uri += 'index.html';
  } else if (!isFile) {
    request.uri += '/index.html';
  }
  return request;
}

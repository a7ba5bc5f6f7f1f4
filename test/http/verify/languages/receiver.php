<?php // A process for each request, so that nothing is kept in memory: one file for each request id.
if ($_SERVER['REQUEST_METHOD'] !== 'POST') { http_response_code(405); exit; }
$event = json_decode(file_get_contents('php://input'), true);
if (!is_array($event) || array_is_list($event)) { http_response_code(400); exit('{"error":"bad"}'); }
$file = getenv('STORE') . '.' . preg_replace('/[^\w-]/', '', $_SERVER['HTTP_X_REQUEST_ID'] ?? '');
if (getenv('STYLE') === 'looks first') {
    $isNew = !file_exists($file);
    usleep(150000); // longer than a busy machine takes to hand both copies to a worker
    touch($file);
} else {
    $isNew = @fopen($file, 'x') !== false;
}
if ($isNew) error_log('processed ' . ($event['event_type'] ?? '') . ' ' . ($event['to_email'] ?? $event['lead_email'] ?? ''));
echo $isNew ? '{"message":"done"}' : '{"message":"left out"}';

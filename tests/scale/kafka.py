"""kafka.py BROKER: posts through the filter of docs/examples with kills in between; fails unless every post comes out once, labelled, in order."""
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

broker = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
script = os.path.join(here, "..", "..", "docs", "examples", "kafka_filter.py")
posts = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
source, target = f"posts-{int(time.time())}", f"labelled-{int(time.time())}"
admin = AdminClient({"bootstrap.servers": broker})
for future in admin.create_topics([NewTopic(source, 1, 1), NewTopic(target, 1, 1)]).values():
    future.result(10)
producer = Producer({"bootstrap.servers": broker})


def arrive():
    """The posts come in over some seconds, with lines among them that are none."""
    for number, post in enumerate(posts):
        if number % 1000 == 500:
            producer.produce(source, b"no record at all")
        producer.produce(source, json.dumps(post, ensure_ascii=False).encode())
        producer.poll(0)
        if number % 200 == 199:
            producer.flush(10)
            time.sleep(16 * 200 / len(posts))
    producer.flush(30)


arrival = threading.Thread(target=arrive, daemon=True)
arrival.start()


def answers(most_seconds):
    reader = Consumer({"bootstrap.servers": broker, "group.id": "check"})
    reader.assign([TopicPartition(target, 0, 0)])
    found, end = [], time.time() + most_seconds
    while len(found) < len(posts) and time.time() < end:
        message = reader.poll(0.5)
        if message is not None and not message.error():
            found.append(json.loads(message.value()))
    reader.close()
    return found


chance, kills, midway = random.Random(7), 0, 0
while True:
    process = subprocess.Popen([sys.executable, script, broker, source, target], stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(chance.uniform(1.0, 2.5) if arrival.is_alive() else 6)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kills += 1
    found = answers(1.5)
    midway += 0 < len(found) < len(posts)
    if not arrival.is_alive() and len(found) >= len(posts) or kills > 30:
        break
assert midway >= 1, f"{midway} of {kills} kills came while there was work"
assert [post["id"] for post in found] == [post["id"] for post in posts], (len(found), len(posts))
assert all("labels" in post and "kafka_offset" not in post for post in found)

# One line at a time: an answer does not wait for the next question.
process = subprocess.Popen([sys.executable, script, broker, source, target], stderr=subprocess.DEVNULL, start_new_session=True)
time.sleep(3)
waits = []
reader = Consumer({"bootstrap.servers": broker, "group.id": "wait"})
reader.assign([TopicPartition(target, 0, len(posts))])
for number in range(10):
    asked = time.time()
    producer.produce(source, json.dumps({"text": f"Where is parcel {number}?"}).encode())
    producer.flush(5)
    message = None
    while message is None and time.time() < asked + 10:
        message = reader.poll(1)
    assert message is not None, "no answer while no other line followed"
    assert json.loads(message.value())["text"].endswith(f" {number}?"), message.value()
    waits.append(time.time() - asked)
os.killpg(process.pid, signal.SIGKILL)
print(f"Kafka: {len(posts)} posts once and in order through {kills} kills, {midway} of them midway; a single line answered in {sorted(waits)[5] * 1000:.0f} ms")

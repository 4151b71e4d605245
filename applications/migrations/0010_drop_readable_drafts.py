from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_seal")]
    operations = [migrations.RemoveField(model_name="draft", name="fields")]

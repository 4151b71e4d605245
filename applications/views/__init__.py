"""What the applicant does: apply, keep the receipt, follow up, answer the office, download the reply."""
